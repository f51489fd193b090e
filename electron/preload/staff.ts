import { contextBridge, ipcRenderer } from 'electron';
import { SYSTEM_LOCK_EVENT, type StaffBridge } from '#shared/ipc/channels';

/** The staff window's bridge: thin, one line per call; the main process parses and decides. */
const bridge: StaffBridge = {
  print: (letters) => ipcRenderer.invoke('staff:print', letters),
  savePdf: (letters, name) => ipcRenderer.invoke('staff:save-pdf', letters, name),
  openCallingWindow: () => ipcRenderer.invoke('staff:open-calling-window'),
  openCompanionWindow: () => ipcRenderer.invoke('staff:open-companion-window'),
  idleMinutes: () => ipcRenderer.invoke('staff:idle-minutes'),
  replaceAfterLock: () => ipcRenderer.invoke('staff:replace-after-lock'),
  allowServer: (server) => ipcRenderer.invoke('staff:allow-server', server),
  readNote: () => ipcRenderer.invoke('staff:read-note'),
  writeNote: (note) => ipcRenderer.invoke('staff:write-note', note),
  freeBytes: () => ipcRenderer.invoke('staff:free-bytes'),
  openJournal: (name) => ipcRenderer.invoke('staff:open-journal', name),
  appendJournal: (name, bytes) => ipcRenderer.invoke('staff:append-journal', name, bytes),
  readJournal: (name, from) => ipcRenderer.invoke('staff:read-journal', name, from),
  journalSize: (name) => ipcRenderer.invoke('staff:journal-size', name),
  replaceJournal: (name, bytes, end) => ipcRenderer.invoke('staff:replace-journal', name, bytes, end),
  chooseBackupFolder: () => ipcRenderer.invoke('staff:choose-backup-folder'),
  backupFolder: () => ipcRenderer.invoke('staff:backup-folder'),
  writeBackup: (name, position, bytes) => ipcRenderer.invoke('staff:write-backup', name, position, bytes),
  finishBackup: (name) => ipcRenderer.invoke('staff:finish-backup', name),
  readBackup: (name, position, length) => ipcRenderer.invoke('staff:read-backup', name, position, length),
  thinOutBackups: () => ipcRenderer.invoke('staff:thin-out-backups'),
  unlocked: (lockAfter) => ipcRenderer.invoke('staff:unlocked', lockAfter),
  copied: () => ipcRenderer.invoke('staff:copied'),
  contentProtection: () => ipcRenderer.invoke('staff:content-protection'),
  protectContent: (on) => ipcRenderer.invoke('staff:protect-content', on),
  keepSecret: (secret) => ipcRenderer.invoke('staff:keep-secret', secret),
  keptSecret: () => ipcRenderer.invoke('staff:kept-secret'),
  askPins: (question) => ipcRenderer.invoke('staff:ask-pins', question),
  onSystemLock: (listener) => {
    const heard = () => listener();
    ipcRenderer.on(SYSTEM_LOCK_EVENT, heard);
    return () => {
      ipcRenderer.off(SYSTEM_LOCK_EVENT, heard);
    };
  },
};

contextBridge.exposeInMainWorld('wegbuch', bridge);
