import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { LETTER_SHARES, letterModel } from '#shared/domain/letters';
import { CLIENT_LANGUAGES } from '#shared/domain/common';
import { partner as partnerSchema } from '#shared/domain/partners';
import { REFERRAL_TOPICS } from '#shared/domain/referrals';
import { clientLines, namesProtectedAddress, partnerLines } from '#shared/letters/address';
import { editedBody } from '#shared/letters/edited';
import { basisLine } from '#shared/letters/basis';
import { germanDate, greetingFor, nameForms, occupationFor } from '#shared/letters/german';
import { mergeParagraph, mergeText } from '#shared/letters/merge';
import {
  buildReferralLetter,
  HAND_OVER_REMARK,
  type ReferralLetterInput,
} from '#shared/letters/referral-letter';
import { PAPER_FONTS } from '#shared/letters/rendering';

const texts = (language: string) =>
  JSON.parse(
    readFileSync(new URL(`../../renderer/i18n/client/${language}/letters.json`, import.meta.url), 'utf8'),
  ) as Record<string, string>;

const partner = partnerSchema.parse({
  name: 'Handwerkskammer Musterstadt',
  contactPerson: 'Herr Dr. Jan von der Heide',
  kind: 'hwk',
  address: { street: 'Handwerkerweg 10', postcode: '12345', place: 'Musterstadt' },
});

function input(change: Partial<ReferralLetterInput> = {}): ReferralLetterInput {
  return {
    office: { name: 'Servicestelle', phone: '0123 456' },
    client: {
      name: { given: 'Mohammed', family: 'Al-Ahmad', block: false },
      salutation: 'herr',
      birthDate: '1994-03-14',
      address: { careOf: '', street: 'Geheimweg 7', postcode: '54321', place: 'Verstecktheim' },
      phone: '0151 5550123',
    },
    facts: {
      language: 'Arabisch',
      germanLevel: 'A2',
      occupation: 'Bäcker',
      experiences: ['Bäcker'],
      educations: [],
    },
    partner,
    topic: 'recognition',
    reason: '',
    basis: { kind: 'consent', on: '2026-11-12', provision: '' },
    shares: new Set(LETTER_SHARES),
    number: '7K4M-2QX9',
    date: '2026-11-21',
    answerBy: '2026-12-03',
    writer: 'Miriam Schäfer',
    enclosures: [],
    onStationery: false,
    parts: ['original', 'client-copy'],
    copy: { language: 'ar', german: texts('de'), translated: texts('ar'), draft: true },
    ...change,
  };
}

describe('merge fields', () => {
  it('drop their sentence when they have no value', () => {
    expect(mergeText('Geboren am {birthDate}.', { birthDate: undefined })).toBeNull();
    expect(mergeParagraph(['Am {day}.', 'Bis bald.'], { day: ' ' })).toBe('Bis bald.');
    expect(mergeParagraph([['Am {day}.', 'Bald.']], {})).toBe('Bald.');
  });

  it('never print a gap, "undefined" or a placeholder, whatever is unknown', () => {
    for (const topic of REFERRAL_TOPICS) {
      const bare = buildReferralLetter(
        input({
          topic,
          office: { name: 'Büro' },
          client: { name: { given: '', family: 'Noor', block: true } },
          facts: { language: null, germanLevel: null, occupation: null, experiences: [], educations: [] },
          basis: { kind: 'consent', on: null, provision: '' },
          partner: null,
          answerBy: null,
        }),
      );
      expect(JSON.stringify(bare)).not.toMatch(/undefined|null,"|\{\w+\}|\s{2}|\s[.,]/);
      expect(letterModel.safeParse(bare).success).toBe(true);
    }
  });
});

describe('Anrede', () => {
  it('follows the salutation of the client', () => {
    const name = { given: 'Samira', family: 'Al-Hassan', block: false };
    expect(nameForms(name, 'frau').objectShort).toBe('Frau Al-Hassan');
    expect(nameForms(name, 'herr')).toMatchObject({
      full: 'Herr Samira Al-Hassan',
      objectFull: 'Herrn Samira Al-Hassan',
    });
    expect(nameForms(name, 'neutral').short).toBe('Samira Al-Hassan');
    expect(nameForms({ given: '', family: 'SAMIRA HASSAN', block: true }, 'frau').short).toBe(
      'Frau SAMIRA HASSAN',
    );
  });

  it('chooses the form of an occupation', () => {
    expect(occupationFor('Tischler/Tischlerin', 'frau')).toBe('Tischlerin');
    expect(occupationFor('Tischler/Tischlerin', 'herr')).toBe('Tischler');
    expect(occupationFor('Tischler/Tischlerin', undefined)).toBe('Tischler/Tischlerin');
    expect(occupationFor('Bürokraft', 'frau')).toBe('Bürokraft');
  });

  it.each([
    ['Frau Petra Lindner', 'Sehr geehrte Frau Lindner,'],
    ['Herr Dr. Jan von der Heide', 'Sehr geehrter Herr Dr. von der Heide,'],
    ['Herrn Winter', 'Sehr geehrter Herr Winter,'],
    ['Alex Winter', 'Guten Tag Alex Winter,'],
    ['', 'Sehr geehrte Damen und Herren,'],
  ])('greets %s', (contact, greeting) => expect(greetingFor(contact)).toBe(greeting));
});

describe('Grundlage', () => {
  const forms = nameForms({ given: 'Mohammed', family: 'Al-Ahmad', block: false }, 'herr');
  it('is one line in words for each kind', () => {
    expect(basisLine({ kind: 'consent', on: '2026-11-12', provision: '' }, forms)).toBe(
      'Grundlage dieses Schreibens ist die Einwilligung von Herrn Al-Ahmad vom 12.11.2026. Bitte verwenden Sie die Angaben nur für diesen Zweck.',
    );
    expect(basisLine({ kind: 'statutory-task', on: null, provision: '§ 16a SGB II' }, forms)).toContain(
      'nach § 16a SGB II.',
    );
    expect(basisLine({ kind: 'client-carries', on: null, provision: '' }, forms)).toMatch(
      /^Herr Al-Ahmad nimmt/,
    );
  });
});

describe('a referral letter', () => {
  it('says what was chosen, in German words and dates', () => {
    const model = buildReferralLetter(input());
    expect(model.subject).toBe('Herr Mohammed Al-Ahmad: Bitte um Beratung zur Anerkennung als Bäcker');
    expect(model.body[0]).toEqual({ kind: 'paragraph', text: 'Sehr geehrter Herr Dr. von der Heide,' });
    expect(model.infoBlock.at(-1)).toMatchObject({ label: 'Datum', value: '21.11.2026' });
    expect(JSON.stringify(model.body)).toContain('geboren am 14.03.1994');
    expect(partnerLines(partner)).toEqual([
      'Handwerkskammer Musterstadt',
      'Herrn Dr. Jan von der Heide',
      'Handwerkerweg 10',
      '12345 Musterstadt',
    ]);
  });

  it('keeps in the office what is not shared', () => {
    const text = JSON.stringify(buildReferralLetter(input({ shares: new Set(), copy: null })));
    for (const secret of ['14.03.1994', '0151', 'Geheimweg', 'Arabisch', 'Bäcker'])
      expect(text).not.toContain(secret);
  });

  it('never prints a protected address, even when it is shared', () => {
    const open = input();
    expect(JSON.stringify(buildReferralLetter(open))).toContain('Geheimweg 7');
    const hidden = JSON.stringify(
      buildReferralLetter({ ...open, client: { ...open.client, addressProtected: true } }),
    );
    expect(hidden).not.toMatch(/Geheimweg|Verstecktheim|54321/);
    expect(clientLines({ ...open.client, addressProtected: true })).toEqual(['Herrn', 'Mohammed Al-Ahmad']);
  });

  it('sees a protected address in words that a person typed', () => {
    const { client } = input();
    const typed = 'Wohnt jetzt in der geheimweg  7, 2. Stock.';
    expect(namesProtectedAddress(typed, { ...client, addressProtected: true })).toBe(true);
    expect(namesProtectedAddress('Wohnt in der Nähe.', { ...client, addressProtected: true })).toBe(false);
    expect(namesProtectedAddress(typed, client)).toBe(false);
  });

  it('takes facts out of a text that a person has changed, when they are no longer shared', () => {
    const { body } = buildReferralLetter(input());
    const edited = body.map((block, at) =>
      block.kind === 'paragraph' && at === 1 ? { ...block, text: 'Eigene Worte.' } : block,
    );
    const without = buildReferralLetter(input({ shares: new Set(['languages']) })).body;
    const text = JSON.stringify(editedBody(edited, without));
    expect(text).toContain('Eigene Worte.');
    expect(text).toContain('Arabisch');
    expect(text).not.toMatch(/0151|Geheimweg/);
    expect(
      JSON.stringify(editedBody(edited, buildReferralLetter(input({ shares: new Set() })).body)),
    ).not.toMatch(/0151|Geheimweg|"facts"/);
    expect(
      editedBody(
        body.filter(({ kind }) => kind !== 'facts'),
        body,
      ),
    ).toEqual(body);
  });

  it('has no address when the client takes it along', () => {
    const model = buildReferralLetter(input({ partner: null }));
    expect(model.recipient).toEqual([]);
    expect(model.remarks).toEqual([HAND_OVER_REMARK]);
  });

  it('isolates German names and dates in the translation and leaves nothing untranslated', () => {
    for (const language of CLIENT_LANGUAGES) {
      const copy = buildReferralLetter(
        input({ copy: { language, german: texts('de'), translated: texts(language), draft: true } }),
      ).clientCopy;
      expect(copy?.rows.every((row) => row.german !== '' && row.translated !== '')).toBe(true);
      expect(JSON.stringify(copy)).not.toMatch(/\{\w+\}|undefined/);
      expect(copy?.rows.some((row) => row.translated.includes('\u206814.03.1994\u2069'))).toBe(true);
    }
  });
});

it('writes dates in the German order at their own precision', () => {
  expect(['2026-11-21', '1992-03', '1992'].map(germanDate)).toEqual(['21.11.2026', '03.1992', '1992']);
});

it('names the font files that are really installed', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const versions = ['', '-arabic', '-ethiopic'].map(
    (family) => lock.dependencies[`@fontsource/noto-sans${family}`],
  );
  expect(PAPER_FONTS).toBe(
    `Noto Sans ${String(versions[0])}, Noto Sans Arabic ${String(versions[1])}, Noto Sans Ethiopic ${String(versions[2])}`,
  );
});
