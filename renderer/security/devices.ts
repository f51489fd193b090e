import { devicesResponse } from '#shared/sync/accounts-protocol';
import type { Device } from '../data/api';
import { type Context, needUnlocked } from './context';
import { callServer, fromServerFailure, noAnswer } from './server-session';

/** The devices that the unlocked person may see. Throws `server-unreachable`, `locked`. */
export async function devices(context: Context): Promise<Device[]> {
  const unlocked = needUnlocked(context);
  try {
    const answer = await callServer(context, 'GET', '/devices', devicesResponse);
    return answer.devices.map(({ personId, ...device }) => ({
      ...device,
      personId,
      personName: unlocked.roster?.people.get(personId)?.name ?? '',
      isThis: device.deviceId === unlocked.deviceId,
    }));
  } catch (error) {
    throw fromServerFailure(error);
  }
}

/** Does something with a device at the server. Throws `server-unreachable`, `no-right`, `locked`. */
export async function manageDevice(
  context: Context,
  deviceId: string,
  step: 'name' | 'end' | 'admit',
  body?: object,
): Promise<void> {
  try {
    await callServer(context, 'POST', `/devices/${deviceId}/${step}`, noAnswer, body);
  } catch (error) {
    throw fromServerFailure(error);
  }
  context.changed();
}
