import type { Role } from '#shared/security/compartments';

/** How much room the device has for what is still to be written. */
export interface Room {
  /** `low`: time to make room; `full`: Wegbuch takes nothing more until there is room; null: it cannot be told. */
  level: 'enough' | 'low' | 'full' | null;
  /** False where unsynchronised changes have no second home outside the database. */
  journal: boolean;
}

/** The local store itself: its room, and the ways out when it is lost or cannot be opened. */
export interface StorageApi {
  room(): Promise<Room>;
  /** What stands outside the store: the people of this device, and the changes that only the journal has. */
  outlook(): Promise<{
    officeName: string | null;
    server: boolean;
    people: Array<{ id: string; name: string; role: Role }>;
    unsynced: number;
  }>;
  /**
   * Begins the store of this device anew, for its people; the journal stays and is read at the next unlocking.
   * Throws `wrong-passphrase`, `wait`, `not-found` (nothing is known of the office), `storage-broken`.
   */
  rebuild(input: { personId: string; passphrase: string }): Promise<void>;
  /** The unsynchronised changes as a file, encrypted as they are. */
  journal(): Promise<Uint8Array>;
}
