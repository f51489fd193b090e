interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

let policy: { createScriptURL(url: string): unknown } | null = null;

/**
 * The address of one of our own worker scripts, let through by the one Trusted Types policy that the CSP names.
 * Throws for any other origin. Browsers without Trusted Types get the address as it is.
 */
export function trustedScript(url: string): string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return url;
  policy ??= factory.createPolicy('wegbuch-worker', {
    createScriptURL(asked) {
      if (new URL(asked, document.baseURI).origin !== new URL(document.baseURI).origin) {
        throw new TypeError('Only our own workers may be started.');
      }
      return asked;
    },
  });
  return policy.createScriptURL(url) as string;
}
