import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import { errorWords } from '../i18n/errors';
import { Button } from '../ui/button';
import styles from './app.module.css';

interface Props {
  children: ReactNode;
}

/** The last net: a screen that fails says so in words and offers a way out; the rest keeps working. */
export class ErrorBoundary extends Component<Props, { failed: unknown }> {
  override state: { failed: unknown } = { failed: null };

  static getDerivedStateFromError(reason: unknown) {
    return { failed: reason ?? 'unknown' };
  }

  override render() {
    if (this.state.failed === null) return this.props.children;
    return (
      <Translation ns="common">
        {(t) => (
          <div className={styles.broken} role="alert">
            <h1>{t('broken.title')}</h1>
            <p>{errorWords(t, this.state.failed)}</p>
            <p>{t('broken.help')}</p>
            <div>
              <Button variant="primary" onPress={() => window.location.reload()}>
                {t('broken.reload')}
              </Button>
            </div>
          </div>
        )}
      </Translation>
    );
  }
}
