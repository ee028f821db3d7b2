import { type Reader, Unreadable } from './reader.ts';

/** Words of the object form that people try in the text. */
const OBJECT_WORDS = [
  'margin',
  'confidence',
  'advisory',
  'decide',
  'note',
  'waiver',
  'waived',
  'attestation',
];

/** Notes that what stands next belongs into the object form, and gives up the clause, if so it is. */
export function refuseObjectWord(reader: Reader): void {
  const token = reader.peek();
  const word = reader.word();
  if (!OBJECT_WORDS.includes(word)) return;
  const key = word === 'waived' ? 'waiver' : word;
  reader.note(token, {
    message: `\`${token.text}\` does not stand in the text: write the criterion as an object, {criterion: …, ${key}: …}.`,
  });
  reader.take();
  throw new Unreadable();
}
