import { type Role, ROLES } from './compartments';

/** Who calls: `anyone` needs no session (a kiosk's token counts as none of them), `kiosk` has a kiosk's token. */
export const CALLERS = ['anyone', 'kiosk', ...ROLES] as const;
export type Caller = (typeof CALLERS)[number];

/** Everybody of the office. */
const OFFICE = ROLES;
/** Those who work with clients: the administration reads and writes no case. */
const STAFF = ['lead', 'counsellor', 'office-staff'] as const satisfies readonly Role[];

/**
 * The routes of the API (below API_PREFIX) and who may call them. The server starts only if these are its routes,
 * and lets nobody else through. Which circles somebody may read stands in `compartments.ts`; what a person may
 * sign in the roster, in `roster.ts`.
 */
export const RIGHTS = {
  'POST /offices': ['anyone'],
  'POST /sessions': ['anyone'],
  'DELETE /sessions': OFFICE,
  'GET /devices': OFFICE,
  'POST /devices/:deviceId/name': OFFICE,
  'POST /devices/:deviceId/end': OFFICE,
  'POST /devices/:deviceId/admit': ['lead'],
  'GET /factor': OFFICE,
  'POST /factor': OFFICE,
  'POST /factor/confirm': OFFICE,
  'POST /factor/end': OFFICE,
  'POST /factor/seen': OFFICE,
  'POST /people/:personId/factor/end': ['lead'],
  'POST /recovery/roster': ['anyone'],
  'POST /recovery': ['anyone'],
  'GET /roster': OFFICE,
  'POST /roster': OFFICE,
  'POST /roster/ended': ['anyone'],
  'POST /enrolments': OFFICE,
  'GET /enrolments/:lookup': ['anyone'],
  'GET /enrolments/:lookup/state': ['anyone'],
  'POST /enrolments/:lookup/claim': ['anyone'],
  'POST /enrolments/:lookup/confirm': ['lead'],
  'POST /sync/push': STAFF,
  'GET /sync/pull': STAFF,
  'GET /sync/live': OFFICE,
  'POST /erasures': STAFF,
  'GET /erasures': STAFF,
  'POST /erasures/receipt': STAFF,
  'GET /erasures/receipts': STAFF,
  'POST /blobs': STAFF,
  'PUT /blobs/:compartment/:address/chunks/:n': STAFF,
  'GET /blobs/:compartment/:address/chunks/:n': STAFF,
  'POST /audit': STAFF,
  'GET /audit/head': STAFF,
  'GET /audit': ['lead'],
  'GET /audit/anchors': ['lead'],
  'GET /audit/retention': ['lead'],
  'POST /audit/retention': ['lead'],
  'POST /kiosks': ['lead'],
  'GET /inbox': STAFF,
  'DELETE /inbox/:id': STAFF,
  'POST /handed-in': ['anyone'],
  'GET /handed-in': ['lead'],
  'GET /handed-in/:id': ['lead'],
  'POST /handed-in/decide': ['lead'],
  'POST /handed-in/merged': ['lead'],
  'POST /kiosk/check-ins': ['kiosk'],
  'GET /kiosk/config': ['kiosk'],
  'POST /kiosk/heartbeat': ['kiosk'],
} as const satisfies Record<string, readonly Caller[]>;

/** Who may read the audit, two of them together, and so holds a share of its key. */
export const AUDIT_READERS: readonly Role[] = ['lead'];

export type RouteName = keyof typeof RIGHTS;

/** Who may invite (POST /enrolments) whom; everybody a further device of their own. */
export const INVITES = {
  person: ['lead'],
  kiosk: ['lead'],
  device: ['lead', 'administration'],
  'own-device': OFFICE,
} as const satisfies Record<string, readonly Role[]>;

/** Whose devices somebody may see, name and end. */
export const DEVICES = { own: OFFICE, all: ['lead', 'administration'] } as const satisfies Record<
  string,
  readonly Role[]
>;

/** Whose second factor somebody may switch off: a colleague's, who lost phone and codes. */
export const FACTORS = { all: ['lead'] } as const satisfies Record<string, readonly Role[]>;

/** Who may call a route; null for one that is not listed. */
export function callersOf(route: string): readonly Caller[] | null {
  return Object.hasOwn(RIGHTS, route) ? RIGHTS[route as RouteName] : null;
}
