import type { DataApi } from '../api';

export async function seedDemo(_api: DataApi, _options: { clients: number; seed: number; now: () => number }): Promise<void> {}
