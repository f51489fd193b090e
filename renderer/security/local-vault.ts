/**
 * Small named records of this device that are public, wrapped or sealed already (roster, grants, wrapped keys,
 * device record, server address). Kept by `renderer/data` in one Dexie table with strict durability; a fake in
 * memory serves tests. Values are JSON.
 */
export interface LocalVault {
  get<T>(name: string): Promise<T | null>;
  put(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
}
