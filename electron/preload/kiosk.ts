import { contextBridge, ipcRenderer } from 'electron';
import type { KioskBridge } from '#shared/ipc/channels';

const bridge: KioskBridge = {
  saveEnvelope: (id, body) => ipcRenderer.invoke('kiosk:save-envelope', id, body),
  pendingEnvelopes: () => ipcRenderer.invoke('kiosk:pending-envelopes'),
  settle: (what) => ipcRenderer.invoke('kiosk:settle', what),
};

contextBridge.exposeInMainWorld('wegbuchKiosk', bridge);
