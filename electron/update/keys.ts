/**
 * Public keys of releases (Ed25519, 32 bytes as base64url); the private ones lie on no machine with a network. Two,
 * so that one can be replaced. Put in at the first release (`docs/release-checklist.md`); with none, no update is
 * ever accepted.
 */
export const RELEASE_KEYS: readonly string[] = [];
