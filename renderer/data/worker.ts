import type { ChangeEvent, DataApi } from './api';

/** DataApi and the way to hear of changes. */
export interface WorkerApi extends DataApi {
  subscribe(listener: (event: ChangeEvent) => void): Promise<void>;
}
