import { createContext } from '@lit/context';

/** Whether whoever looks may change the roadmap; nobody who is not told so shows a form. */
export const mayEditContext = createContext<boolean>(Symbol('gl-may-edit'));
