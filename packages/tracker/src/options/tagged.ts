import type { EventOptions } from '../types.ts';
import { onActivation } from './activations.ts';
import type { Option } from './option.ts';

const PROPERTY = /^data-purestat-prop-(.+)/;

/**
 * Sends the event that an element's `data-purestat-event` names when the element is clicked, or
 * submitted if it is a form.
 */
export function taggedElements(): Option {
  return ({ track }) => {
    const send = (element: HTMLElement | SVGElement) =>
      track(element.dataset['purestatEvent']!, readOptions(element));
    onActivation((path) => {
      const element = path.find(({ dataset }) => dataset['purestatEvent']);
      if (!element || element instanceof HTMLFormElement || isRepeated(element, path[0]!)) return;
      send(element);
    });
    addEventListener(
      'submit',
      ({ target }) => {
        const form = target as HTMLFormElement;
        if (form.dataset['purestatEvent']) send(form);
      },
      true,
    );
  };
}

/** A click on a label is followed by one on the field inside it, which is the one that counts. */
function isRepeated(element: Element, clicked: Element): boolean {
  const field = element instanceof HTMLLabelElement ? element.control : null;
  return field !== null && field !== clicked && element.contains(field);
}

function readOptions(element: HTMLElement | SVGElement): EventOptions {
  const { purestatRevenue: amount, purestatCurrency, purestatInteractive } = element.dataset;
  const found = [...element.attributes].flatMap(({ name, value }) => {
    const key = PROPERTY.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  const options: EventOptions = {};
  if (found.length > 0) options.props = Object.fromEntries(found);
  if (amount) options.revenue = { amount, currency: purestatCurrency ?? '' };
  if (purestatInteractive === 'false') options.interactive = false;
  return options;
}
