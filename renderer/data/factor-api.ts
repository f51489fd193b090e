/** The second factor: a code of an authenticator app, which the server wants when a device signs in. */
export interface FactorApi {
  /** Whether the server wants a code of this device, and by whom (name; null: the Notfallblatt) the own factor was switched off. */
  factorNews(): Promise<{ needed: boolean; ended: { by: string | null; at: string } | null }>;
  /** The own second factor; for leads, the ids of all who have one. Throws server-unreachable. */
  factor(): Promise<{ on: boolean; codesLeft: number; others: string[] }>;
  /** A new secret for an authenticator app, as text and as its address (QR). Throws `wrong-passphrase`, `wait`. */
  beginFactor(input: { passphrase: string }): Promise<{ secret: string; address: string }>;
  /** Puts it in force by a code; gives ten recovery codes, shown once. Throws `factor-wrong`, `factor-expired`. */
  confirmFactor(input: { code: string }): Promise<string[]>;
  /** Opens the server with a code, as `readFactorCode` gives it. Throws `factor-…`, `wait`. */
  giveFactorCode(input: { code: string }): Promise<void>;
  endFactor(input: { code: string }): Promise<void>;
  /** Switches it off for a colleague who lost phone and codes. Leads only. */
  endFactorOf(input: { personId: string }): Promise<void>;
  /** The person knows that it was switched off. */
  factorSeen(): Promise<void>;
}
