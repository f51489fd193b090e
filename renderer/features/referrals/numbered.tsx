import type { ReactNode } from 'react';
import styles from './refer.module.css';

/** One of the four questions of the page. */
export function Numbered(props: {
  number: number;
  title: string;
  note?: ReactNode;
  id: string;
  children: ReactNode;
}) {
  return (
    <section className={styles.question} aria-labelledby={props.id}>
      <h2 id={props.id} tabIndex={-1}>
        <span className={styles.number}>{props.number}</span>
        {props.title}
        {props.note && <span className={styles.note}>{props.note}</span>}
      </h2>
      {props.children}
    </section>
  );
}
