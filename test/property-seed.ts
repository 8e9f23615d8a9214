/**
 * Property tests ask the same questions in every run, so that a change is judged by what it changed.
 * `PROPERTY_SEED=random` asks others, and its failures name the seed that finds them again.
 */
import { configureGlobal, readConfigureGlobal } from 'fast-check';

const DEFAULT_SEED = 20_261_122;
const { PROPERTY_SEED: asked = String(DEFAULT_SEED) } = process.env;

if (asked !== 'random') configureGlobal({ ...readConfigureGlobal(), seed: Number(asked) });
