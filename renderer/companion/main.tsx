import '../kiosk/jitless';
import '../ui/tokens.css';
import '../ui/fonts.css';
import '../kiosk/large.css';
import { createRoot } from 'react-dom/client';
import { AssessmentView } from './assessment-view';
import { CallingView } from './calling-view';

const root = document.getElementById('root');
if (root === null) throw new Error('companion.html has no #root');
const view = globalThis.location.hash === '#calling' ? <CallingView /> : <AssessmentView />;
createRoot(root).render(view);
