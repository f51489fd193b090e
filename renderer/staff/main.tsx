import './jitless';
import '../ui/tokens.css';
import '../ui/fonts.css';
import '../ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from '../app/app';
import { startI18n } from '../i18n/i18n';
import { applySettings, getSettings } from '../lib/settings';
import { keepOffline } from '../platform/offline';

applySettings();
const root = document.getElementById('root');
if (!root) throw new Error('The page has no root element.');
await startI18n(getSettings().language);
createRoot(root).render(<App />);
keepOffline('staff');
