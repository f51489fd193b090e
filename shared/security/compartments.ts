/**
 * Compartments are circles of people who may read (architecture § 6). This table is the one place that
 * assigns a collection to a circle; `conflicts` and `history` follow the document that they are about.
 */
export const COMPARTMENTS = ['stammdaten', 'beratung', 'schreiben', 'eingang'] as const;
export type Compartment = (typeof COMPARTMENTS)[number];

export const COLLECTION_COMPARTMENT = {
  office: 'stammdaten',
  'client-files': 'stammdaten',
  aliases: 'stammdaten',
  'language-skills': 'stammdaten',
  appointments: 'stammdaten',
  arrivals: 'stammdaten',
  partners: 'stammdaten',
  erasures: 'stammdaten',
  'audit-requests': 'stammdaten',
  residence: 'beratung',
  assessments: 'beratung',
  'assessment-answers': 'beratung',
  educations: 'beratung',
  'work-experiences': 'beratung',
  skills: 'beratung',
  referrals: 'beratung',
  'letter-drafts': 'beratung',
  letters: 'schreiben',
  attachments: 'beratung',
  conflicts: 'inherited',
  history: 'inherited',
} as const satisfies Record<string, Compartment | 'inherited'>;

export type Collection = keyof typeof COLLECTION_COMPARTMENT;

/** Roles of this version. `administration` looks after accounts and devices and holds no circle. */
export const ROLES = ['lead', 'counsellor', 'office-staff', 'administration'] as const;
export type Role = (typeof ROLES)[number];

export const CIRCLES = ['small-team', 'separate-circles'] as const;
export type Circles = (typeof CIRCLES)[number];

/** Compartments that a role holds. In a small team everybody who works with clients reads everything. */
export function compartmentsOf(role: Role, circles: Circles): Compartment[] {
  if (role === 'administration') return [];
  if (circles === 'small-team' || role === 'lead') return [...COMPARTMENTS];
  return role === 'counsellor' ? [...COMPARTMENTS] : ['stammdaten', 'schreiben', 'eingang'];
}
