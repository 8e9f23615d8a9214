import type { Me } from '@purestat/vocabulary';
import { request } from '../../api/client.ts';

export async function rename(name: string): Promise<Me> {
  return (await request<{ user: Me }>('/me', { method: 'PUT', body: { name } })).user;
}

export function changePassword(input: { current_password: string; new_password: string }) {
  return request<unknown>('/me/password', { method: 'PUT', body: input });
}
