import type { StaffBridge } from '#shared/ipc/channels';
import { electronPlatform } from './electron';
import type { Platform } from './platform';
import { webPlatform } from './web';

const bridge = (globalThis as { wegbuch?: StaffBridge }).wegbuch;

/** Where the app runs now. */
export const platform: Platform = bridge === undefined ? webPlatform : electronPlatform(bridge);
