import { type FormEvent, useEffect, useRef } from 'react';
import { useMutation } from '@tanstack/react-query';
import { fieldErrors, formError } from './errors.ts';

interface Options<Input, Output> {
  send: (input: Input) => Promise<Output>;
  onDone: (output: Output, input: Input) => void;
  /** The form's fields by their names on the wire, with their labels. */
  labels: Readonly<Record<string, string>>;
}

/**
 * Sends a form and tells what the server said of it: beside the field it is about, which then
 * gets the focus, or for the form as a whole. The rules are the server's alone.
 */
export function useSubmit<Input, Output>({ send, onDone, labels }: Options<Input, Output>) {
  const form = useRef<HTMLFormElement | null>(null);
  const { mutate, error, isPending, reset } = useMutation({ mutationFn: send, onSuccess: onDone });
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [error]);
  return {
    submit: (event: FormEvent<HTMLFormElement>, input: Input) => {
      event.preventDefault();
      form.current = event.currentTarget;
      if (!isPending) mutate(input);
    },
    pending: isPending,
    fields: fieldErrors(error, labels),
    error,
    /** What is wrong with no field in particular. */
    problem: formError(error, labels),
    reset,
  };
}
