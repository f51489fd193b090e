import './jitless';
import '../ui/tokens.css';
import '../ui/fonts.css';
import './large.css';
import { createRoot } from 'react-dom/client';
import { KioskApp } from './kiosk-app';
import { kioskPlatform } from './platform';
import { keepOffline } from '../platform/offline';

const root = document.getElementById('root');
if (root === null) throw new Error('kiosk.html has no #root');
createRoot(root).render(<KioskApp platform={kioskPlatform()} />);
keepOffline('kiosk');
