import { css } from 'lit';

/** Labelled fields of a form, one below the other; what refuses them; what explains them. */
export const fields = css`
  label,
  legend {
    font-weight: var(--gl-bold);
  }
  label {
    display: grid;
    gap: 0.25rem;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.5rem;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-bottom: 0.25rem;
  }
  .choice {
    display: inline-flex;
    gap: 0.5rem;
    align-items: center;
    min-height: 2.25rem;
    font-weight: var(--gl-regular);
  }
  input:not([type='radio']),
  select,
  textarea {
    width: 100%;
    min-height: 2.5rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid var(--gl-edge);
    border-radius: var(--gl-radius);
    background: var(--gl-surface);
    color: inherit;
    font: inherit;
    font-weight: var(--gl-regular);
  }
  textarea {
    padding-block: 0.5rem;
    resize: vertical;
  }
  input[type='radio'] {
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
    accent-color: var(--gl-accent);
  }
  .hint {
    color: var(--gl-muted);
    font-size: var(--gl-12);
    text-wrap: pretty;
  }
  .refused {
    color: var(--gl-fail-text);
    overflow-wrap: anywhere;
  }
  @media (pointer: coarse) {
    .choice,
    input:not([type='radio']),
    select {
      min-height: 2.75rem;
    }
  }
`;
