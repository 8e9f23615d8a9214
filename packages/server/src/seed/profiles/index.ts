import type { Profile } from '../profile.ts';
import { blog } from './blog.ts';
import { saas } from './saas.ts';
import { shop } from './shop.ts';

export const PROFILES: Readonly<Record<string, Profile>> = { shop, blog, saas };
