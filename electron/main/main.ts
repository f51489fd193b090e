import { join } from 'node:path';
import {
  BrowserWindow,
  app,
  clipboard,
  dialog,
  ipcMain,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
} from 'electron';
import { runApp } from './app';

const here = import.meta.dirname;

void runApp(
  { BrowserWindow, app, clipboard, dialog, ipcMain, powerMonitor, protocol, safeStorage, session, shell },
  {
    bundle: join(here, '../../renderer'),
    preloads: {
      staff: join(here, '../preload-staff/staff.cjs'),
      kiosk: join(here, '../preload-kiosk/kiosk.cjs'),
    },
    argv: process.argv,
    platform: process.platform,
    arch: process.arch,
    endProcess: (pid) => void process.kill(pid, 'SIGKILL'),
  },
);
