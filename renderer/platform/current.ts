import type { Platform } from './platform';
import { webPlatform } from './web';

/** Where the app runs now. */
export const platform: Platform = webPlatform;
