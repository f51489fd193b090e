import { mkdirSync } from 'node:fs';
import { makeCountries, makeLanguages } from './cldr';
import { makeOccupationContext, makeOccupations, makeOccupationSkills, makeSkills } from './esco';
import { makePartnerSeeds, makePostcodes } from './places';
import { makeResidenceDocuments } from './residence';

const [input, output = 'renderer/data/packs'] = process.argv.slice(2);
if (input === undefined) {
  console.error('Usage: npx tsx build/data/make-packs.ts <input folder> [output folder]');
  process.exit(2);
}
mkdirSync(output, { recursive: true });
makeCountries(input, output);
makeLanguages(input, output);
makePostcodes(input, output);
makePartnerSeeds(input, output);
makeResidenceDocuments(input, output);
makeOccupations(input, output);
makeSkills(input, output);
makeOccupationSkills(input, output);
makeOccupationContext(input, output);
