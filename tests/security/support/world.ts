import pg from 'pg';
import type { Role } from '#shared/security/compartments';
import { tokenHash } from '../../../server/accounts/secrets';
import {
  API,
  expectStatus,
  join,
  newId,
  newRow,
  pushRows,
  setUpOffice,
  type TestOffice,
  type TestPerson,
} from '../../integration/support/office';
import { call } from '../../integration/support/server';

/** An office of separate circles with one person of each role and a kiosk, and another office beside it. */
export interface World {
  url: string;
  office: TestOffice;
  people: Record<Role, TestPerson>;
  kioskToken: string;
  other: TestOffice;
}

/** A kiosk of the office; returns its token. */
export async function addKiosk(url: string, office: TestOffice, letter: string): Promise<string> {
  const token = newId();
  const body = { kioskId: newId(), letter, tokenHash: tokenHash(token) };
  await expectStatus(201, call(url, 'POST', `${API}/kiosks`, { token: office.lead.token, body }));
  return token;
}

export async function settleWorld(url: string): Promise<World> {
  const office = await setUpOffice(url, 'separate-circles');
  const other = await setUpOffice(url, 'separate-circles');
  const people = {
    lead: office.lead,
    counsellor: await join(url, office, 'Jonas Brandt', 'counsellor'),
    'office-staff': await join(url, office, 'Petra Hoffmann', 'office-staff'),
    administration: await join(url, office, 'Ines Vogt', 'administration'),
  };
  await pushRows(url, office.lead, [newRow(), newRow({ collection: 'skills', compartment: 'beratung' })]);
  await pushRows(url, other.lead, [newRow()]);
  return { url, office, people, other, kioskToken: await addKiosk(url, office, 'K') };
}

/** The database as its owner sees it, until the work is done. */
export async function withOwner<T>(ownerUrl: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: ownerUrl, options: '-c search_path=wegbuch' });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}
