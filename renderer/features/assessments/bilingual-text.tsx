import styles from './bilingual-text.module.css';
import type { Said } from './use-client-texts';

interface BilingualTextProps {
  german: Said;
  client: Said;
  textKey: string;
  heading?: boolean;
}

/** The same sentence in German and in the client's language, side by side. */
export function BilingualText({ german, client, textKey, heading = false }: BilingualTextProps) {
  const Tag = heading ? 'h2' : 'p';
  return (
    <div className={heading ? styles.question : styles.pair}>
      <Tag lang="de">
        <bdi>{german.say(textKey)}</bdi>
      </Tag>
      {client.language !== 'de' && (
        <p lang={client.lang} dir={client.dir} className={styles.client}>
          {client.say(textKey)}
        </p>
      )}
    </div>
  );
}
