import { z } from 'zod';

// The content security policy forbids generated code; this must run before any schema is used.
z.config({ jitless: true });
