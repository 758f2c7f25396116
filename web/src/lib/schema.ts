import { config } from "zod/mini";

// The page's content policy forbids code made at run time; without this the library would try it once.
config({ jitless: true });
