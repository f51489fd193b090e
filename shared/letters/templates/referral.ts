import type { Referral } from '#shared/domain/referrals';
import type { Sentence } from '../merge';
import type { LetterTemplate, TopicText } from './template';

/**
 * Letter to a partner. Fields: client, clientShort, clientObject, clientObjectShort (German.NameForms),
 * birthDate, occupation, answerBy, phone; a sentence without its value drops out. U+00A0 follows "§".
 */
export const REFERRAL_TEMPLATE: LetterTemplate = {
  id: 'referral',
  version: 1,
  name: 'template.referral',
  closing: 'Mit freundlichen Grüßen',
};

export const REFERRAL_INTRODUCTION: Sentence = [
  '{client}, geboren am {birthDate}, wird von uns beraten.',
  '{client}, geboren {birthYear}, wird von uns beraten.',
  '{client} wird von uns beraten.',
];

export const REFERRAL_ANSWER: readonly Sentence[] = [
  'Bitte antworten Sie uns bis zum {answerBy}.',
  'Bei Fragen erreichen Sie mich unter {phone}.',
];

export const REFERRAL_TOPIC_TEXTS: Readonly<Record<Referral['topic'], TopicText>> = {
  recognition: {
    subject: [
      '{client}: Bitte um Beratung zur Anerkennung als {occupation}',
      '{client}: Bitte um Beratung zur Anerkennung der Qualifikation',
    ],
    request: [
      'Bitte beraten Sie {clientObjectShort}, welcher Weg zur Anerkennung offensteht, auch über eine Qualifikationsanalyse (§\u00a014\u00a0BQFG).',
    ],
  },
  work: {
    subject: '{client}: Bitte um Beratung zu Arbeit und Beschäftigung',
    request: [
      'Bitte beraten Sie {clientObjectShort} zu passenden Stellen und zu den nächsten Schritten in Arbeit.',
      'Erfahrung als {occupation} ist vorhanden.',
    ],
  },
  language: {
    subject: '{client}: Bitte um Beratung zu einem Deutschkurs',
    request: [
      'Bitte prüfen Sie, welcher Deutschkurs für {clientObjectShort} infrage kommt und wann er beginnt.',
    ],
  },
  residence: {
    subject: '{client}: Bitte um Beratung zum Aufenthalt',
    request: [
      'Bitte beraten Sie {clientObjectShort} zu Fragen des Aufenthalts. Einzelheiten schildert {clientShort} Ihnen selbst.',
    ],
  },
  housing: {
    subject: '{client}: Bitte um Beratung zum Wohnen',
    request: [
      'Bitte beraten Sie {clientObjectShort} bei der Suche nach einer Wohnung und bei Fragen zum Wohnen.',
    ],
  },
  counselling: {
    subject: '{client}: Bitte um ein Beratungsgespräch',
    request: [
      'Bitte bieten Sie {clientObjectShort} ein Beratungsgespräch an. Einzelheiten schildert {clientShort} Ihnen selbst.',
    ],
  },
  training: {
    subject: '{client}: Bitte um Beratung zu Ausbildung und Qualifizierung',
    request: ['Bitte beraten Sie {clientObjectShort} zu Ausbildung, Qualifizierung und möglicher Förderung.'],
  },
  other: {
    subject: '{client}: Bitte um Unterstützung',
    request: ['Bitte unterstützen Sie {clientObjectShort} bei diesem Anliegen.'],
  },
};
