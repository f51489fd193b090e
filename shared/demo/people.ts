import type { Role } from '#shared/security/compartments';

/** The people of the demo office. Their passphrases are public on purpose: a demo office protects nothing. */
export interface DemoPerson {
  id: string;
  name: string;
  role: Role;
  passphrase: string;
}

export const DEMO_OFFICE_NAME = 'Servicestelle Bergisches Tal (Demo)';

/** The demo opens as the first of them. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    id: 'demo-person-jonas-brandt',
    name: 'Jonas Brandt',
    role: 'counsellor',
    passphrase: 'Beratung-im-Bergischen-1',
  },
  {
    id: 'demo-person-petra-hoffmann',
    name: 'Petra Hoffmann',
    role: 'office-staff',
    passphrase: 'Schreiben-im-Bergischen-2',
  },
  {
    id: 'demo-person-miriam-okafor',
    name: 'Miriam Okafor',
    role: 'lead',
    passphrase: 'Leitung-im-Bergischen-3',
  },
];
