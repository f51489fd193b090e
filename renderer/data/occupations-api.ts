/** An occupation or skill of ESCO that was found. */
export interface OccupationHit {
  uri: string;
  label: string;
  labelLang: string;
  /** The title that matched, where it is not the label. */
  matched: string | null;
}

export interface OccupationsApi {
  occupations(text: string, language: string, limit?: number): Promise<OccupationHit[]>;
  skills(text: string, language: string, limit?: number): Promise<OccupationHit[]>;
  /** Essential and optional skills of an occupation, for suggestions. */
  skillsOf(uri: string, language: string): Promise<Array<OccupationHit & { essential: boolean }>>;
}
