import styles from './message-screen.module.css';
import { Pictogram, type PictogramName } from './pictogram';

/** One sentence for a visitor, with a picture. */
export function MessageScreen({ pictogram, children }: { pictogram: PictogramName; children: string }) {
  return (
    <div className={styles.message} role="status">
      <Pictogram name={pictogram} />
      <p>{children}</p>
    </div>
  );
}
