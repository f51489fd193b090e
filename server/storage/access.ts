import { createHmac } from 'node:crypto';
import { Foreseen } from '../messages';

/** A database role that migrations make if it is missing. */
export interface Role {
  name: string;
  password: string | null;
  /**
   * `given`: by the operator, password included; `derived`: password from the owner's; `owner`: the owner logs
   * in and takes this role on, because there is no password to derive from (peer or trust authentication).
   */
  login: 'given' | 'derived' | 'owner';
}

/** How the three roles reach the database: the owner migrates, `app` serves, `inbox` only inserts envelopes. */
export interface DatabaseAccess {
  ownerUrl: string;
  appUrl: string;
  inboxUrl: string;
  app: Role;
  inbox: Role;
}

const SCHEMA = 'wegbuch';

function parse(text: string, name: string): URL {
  try {
    const url = new URL(text);
    if (['postgres:', 'postgresql:'].includes(url.protocol) && url.pathname.length > 1) return url;
  } catch {
    // Said below.
  }
  throw new Foreseen('database-url-invalid', { name });
}

const userOf = (url: URL) => decodeURIComponent(url.searchParams.get('user') ?? url.username);
const passwordOf = (url: URL) => decodeURIComponent(url.searchParams.get('password') ?? url.password);

/** The same for every server process of this database, so that they can all log in. */
function derivedPassword(secret: string, label: string): string {
  return createHmac('sha256', secret).update(`wegbuch ${label}`).digest('base64url');
}

/** The same database with another login; everything as query parameters, which socket addresses allow too. */
function loginUrl(base: URL, role: Role): string {
  const url = new URL(base);
  const options = [url.searchParams.get('options'), `-c search_path=${SCHEMA}`];
  if (role.login === 'owner') {
    options.push(`-c role=${role.name}`);
  } else {
    url.searchParams.set('user', role.name);
    if (role.password !== null) url.searchParams.set('password', role.password);
  }
  url.searchParams.set('options', options.filter(Boolean).join(' '));
  return url.href;
}

/**
 * Works out the roles from the addresses given. With one address it is the owner's and the roles are named
 * after the database; with two, `databaseUrl` is the application role's. Throws Foreseen.
 */
export function databaseAccess(databaseUrl: string, databaseOwnerUrl: string | null): DatabaseAccess {
  const given = parse(databaseUrl, 'DATABASE_URL');
  const owner = databaseOwnerUrl === null ? given : parse(databaseOwnerUrl, 'DATABASE_OWNER_URL');
  const database = decodeURIComponent(given.pathname.slice(1));
  const role = (label: string, secret: string): Role => ({
    name: `${database}_${label}`.replace(/\W/g, '_'),
    password: secret ? derivedPassword(secret, label) : null,
    login: secret ? 'derived' : 'owner',
  });
  const app: Role =
    databaseOwnerUrl === null
      ? role('app', passwordOf(owner))
      : { name: userOf(given), password: passwordOf(given) || null, login: 'given' };
  const inbox = role('inbox', passwordOf(owner));
  return {
    ownerUrl: owner.href,
    appUrl: loginUrl(databaseOwnerUrl === null ? owner : given, app),
    inboxUrl: loginUrl(owner, inbox),
    app,
    inbox,
  };
}
