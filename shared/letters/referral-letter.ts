import type { ClientFile } from '#shared/domain/client-files';
import type { LetterModel, LetterPart, LetterShare } from '#shared/domain/letters';
import type { Office } from '#shared/domain/office';
import type { Partner } from '#shared/domain/partners';
import type { LegalBasis, Referral } from '#shared/domain/referrals';
import { addressInText, clientLines, partnerLines } from './address';
import { basisLine } from './basis';
import { buildClientCopy, type CopyTexts } from './client-copy';
import { fullName, germanDate, greetingFor, nameForms } from './german';
import { mergeParagraph, mergeSentence, type MergeFields, type Sentence } from './merge';
import { infoBlock, letterhead } from './office-parts';
import {
  REFERRAL_ANSWER,
  REFERRAL_INTRODUCTION,
  REFERRAL_TEMPLATE,
  REFERRAL_TOPIC_TEXTS,
} from './templates/referral';

/** Everything a referral letter may draw on; what `shares` does not name stays in the office. */
export interface ReferralLetterInput {
  office: Office;
  client: Pick<
    ClientFile,
    | 'name'
    | 'salutation'
    | 'nameOriginal'
    | 'birthDate'
    | 'address'
    | 'addressProtected'
    | 'phone'
    | 'interpreter'
  >;
  /** In German words: first language ("Arabisch"), German level, occupation sought, work and schooling. */
  facts: {
    language: string | null;
    germanLevel: string | null;
    occupation: string | null;
    experiences: string[];
    educations: string[];
  };
  /** null: "Zur Aushändigung an Klient:in", no address. */
  partner: Partner | null;
  topic: Referral['topic'];
  reason: string;
  basis: LegalBasis;
  shares: ReadonlySet<LetterShare>;
  number: string;
  /** Day of the letter and day by which an answer is asked for, ISO. */
  date: string;
  answerBy: string | null;
  writer: string;
  enclosures: string[];
  onStationery: boolean;
  parts: LetterPart[];
  copy: { language: string; german: CopyTexts; translated: CopyTexts; draft: boolean } | null;
}

/** Remark above the address of a letter that the client takes along. */
export const HAND_OVER_REMARK = 'Zur Aushändigung an Klient:in';

function mergeFieldsOf(input: ReferralLetterInput): MergeFields {
  const forms = nameForms(input.client.name, input.client.salutation);
  const birth = input.shares.has('birth-date') ? (input.client.birthDate ?? null) : null;
  return {
    client: forms.full,
    clientShort: forms.short,
    clientObject: forms.objectFull,
    clientObjectShort: forms.objectShort,
    birthDate: birth?.length === 10 ? germanDate(birth) : null,
    birthYear: birth === null ? null : `${birth.length > 4 ? 'im Monat ' : 'im Jahr '}${germanDate(birth)}`,
    occupation: input.shares.has('experience') ? input.facts.occupation : null,
    answerBy: input.partner === null || input.answerBy === null ? null : germanDate(input.answerBy),
    phone: input.office.phone,
  };
}

function factsOf(input: ReferralLetterInput): Array<{ label: string; value: string }> {
  const { client, facts, shares } = input;
  const understanding = [
    facts.language ?? '',
    client.interpreter === 'needed' ? 'Sprachmittlung ist nötig' : '',
  ].filter((part) => part !== '');
  const all: Array<[LetterShare, string, string]> = [
    ['experience', 'Beruf', facts.experiences.join('; ')],
    ['experience', 'Bildung', facts.educations.join('; ')],
    ['languages', 'Deutsch', facts.germanLevel ?? ''],
    ['languages', 'Verständigung', understanding.join('; ')],
    ['address', 'Anschrift', addressInText(client) ?? ''],
    ['phone', 'Telefon', client.phone ?? ''],
  ];
  return all
    .filter(([share, , value]) => shares.has(share) && value !== '')
    .map(([, label, value]) => ({ label, value }));
}

function bodyOf(input: ReferralLetterInput, fields: MergeFields): LetterModel['body'] {
  const paragraph = (text: string | null): LetterModel['body'] =>
    text === null || text.trim() === '' ? [] : [{ kind: 'paragraph', text }];
  const introduction: readonly Sentence[] = [
    REFERRAL_INTRODUCTION,
    ...REFERRAL_TOPIC_TEXTS[input.topic].request,
  ];
  const facts = factsOf(input);
  return [
    ...paragraph(greetingFor(input.partner?.contactPerson)),
    ...paragraph(mergeParagraph(introduction, fields)),
    ...paragraph(input.reason.trim()),
    ...(facts.length > 0 ? [{ kind: 'facts' as const, items: facts }] : []),
    ...paragraph(mergeParagraph(REFERRAL_ANSWER, fields)),
  ];
}

function copyOf(input: ReferralLetterInput): LetterModel['clientCopy'] {
  const { client, copy } = input;
  if (copy === null) return null;
  const original = client.nameOriginal?.language === copy.language ? client.nameOriginal.text : null;
  return buildClientCopy({
    ...copy,
    recipient: clientLines(client),
    name: fullName(client.name),
    greetedAs: nameForms(client.name, client.salutation).short,
    nameOriginal: original,
    partnerName: input.partner?.name ?? null,
    topic: input.topic,
    basis: input.basis,
    shares: saidShares(input),
    birthDate: client.birthDate ?? null,
    interpreter: client.interpreter === 'needed',
    answerBy: input.answerBy,
    phone: input.office.phone ?? null,
    signatory: input.writer,
  });
}

/** The chosen kinds of data for which the letter really has something to say. */
function saidShares(input: ReferralLetterInput): ReadonlySet<LetterShare> {
  const { client, facts } = input;
  const known: Record<LetterShare, boolean> = {
    'birth-date': Boolean(client.birthDate),
    address: addressInText(client) !== null,
    phone: Boolean(client.phone),
    languages: facts.language !== null || facts.germanLevel !== null || client.interpreter === 'needed',
    experience: facts.experiences.length + facts.educations.length > 0,
  };
  return new Set([...input.shares].filter((share) => known[share]));
}

/**
 * The letter of a referral, complete and independent of any record (domain.md "Letters"). A merge field
 * without a value drops its sentence; a protected address is never printed, whatever `shares` says.
 */
export function buildReferralLetter(input: ReferralLetterInput): LetterModel {
  const fields = mergeFieldsOf(input);
  const forms = nameForms(input.client.name, input.client.salutation);
  const recipient = input.partner === null ? [] : partnerLines(input.partner);
  return {
    version: 1,
    language: 'de',
    parts: input.parts,
    onStationery: input.onStationery,
    letterhead: letterhead(input.office),
    remarks: recipient.length === 0 ? [HAND_OVER_REMARK] : [],
    recipient,
    infoBlock: infoBlock(input),
    subject: mergeSentence(REFERRAL_TOPIC_TEXTS[input.topic].subject, fields) ?? fullName(input.client.name),
    body: bodyOf(input, fields),
    basisLine: basisLine(input.basis, forms),
    closing: { greeting: REFERRAL_TEMPLATE.closing, signatory: input.writer, role: '' },
    enclosures: input.enclosures,
    clientCopy: copyOf(input),
  };
}
