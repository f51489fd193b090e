import type { ESLint, Rule } from 'eslint';

/** A point of Electron's security checklist; no rule: it is no matter of syntax. */
export interface Point {
  point: number;
  name: string;
  title: string;
  rule: Rule.RuleModule | null;
}
export declare const CHECKLIST: readonly Point[];
export declare const shellRules: ESLint.Plugin & { rules: Record<string, Rule.RuleModule> };
