import { config } from 'zod/v4/core';

// Must run before any schema is made: the content security policy forbids compiled parsers.
config({ jitless: true });
