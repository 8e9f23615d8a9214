export { DialogPopup } from './DialogPopup.tsx';
export { MenuPopup } from './MenuPopup.tsx';
export { PopoverPopup } from './PopoverPopup.tsx';
export { ComboboxControl } from './ComboboxControl.tsx';
