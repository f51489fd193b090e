import type { OccupationsApi } from './api';

export function createOccupations(): OccupationsApi {
  return { occupations: async () => [], skills: async () => [], skillsOf: async () => [] };
}
