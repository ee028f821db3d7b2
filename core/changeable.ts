/** A thing that is still being made: made and then filled, which takes half as long as parts that may be there. */
export type Changeable<T> = { -readonly [K in keyof T]: T[K] };
