// Reads PDF in a process of its own, with nothing of ours in it.
import 'pdfjs-dist/build/pdf.worker.mjs';
