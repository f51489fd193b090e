import type { People } from '../../data/use-people';
import type { ClientFileData } from './use-client-file';

export interface SectionProps {
  file: ClientFileData;
  people: People;
}
