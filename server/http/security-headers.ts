import type { RequestHandler } from 'express';
import helmet from 'helmet';

const NONE = ["'none'"];
const SELF = ["'self'"];

/**
 * Everything a page loads comes from this server, and nothing in it runs or styles inline. Lit's styles are constructable style sheets
 * and Chart.js draws on a canvas: neither needs an exception (CSP level 3; style attributes in templates would).
 *
 * @param secure people reach the server by https
 */
export function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: NONE,
        scriptSrc: SELF,
        scriptSrcAttr: NONE,
        styleSrc: SELF,
        styleSrcAttr: NONE,
        imgSrc: [...SELF, 'data:'],
        fontSrc: SELF,
        connectSrc: SELF,
        manifestSrc: SELF,
        workerSrc: NONE,
        objectSrc: NONE,
        baseUri: NONE,
        formAction: SELF,
        frameAncestors: NONE,
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });
}
