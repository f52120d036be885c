// What many inputs of the API are made of, each of bounded length.
import { z } from 'zod';
import { isDay } from '../../core/oversight/calendar.ts';

export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isDay, 'give a day that exists, as year-month-day');
export const text = z.string().max(4_000);
/** A sentence of somebody's reasons. */
export const reason = z.string().trim().min(3, 'say why').max(4_000);
export const account = z.string().max(64);
export const address = z.string().max(254);

/** Left-out values are left out, not undefined. */
export function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
