import { parseDate } from '@internationalized/date';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  CalendarHeading,
} from 'react-aria-components/Calendar';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import buttonStyles from './button.module.css';
import { classNames } from './class-names';
import styles from './date-popover.module.css';
import list from './list.module.css';

interface DatePopoverProps {
  value: string | null;
  min: string | undefined;
  max: string | undefined;
  onPick: (iso: string) => void;
}

const day = (iso: string | undefined | null) => (iso?.length === 10 ? parseDate(iso) : null);

/** The month to pick from; loaded only when it is first opened. */
export function DatePopover({ value, min, max, onPick }: DatePopoverProps) {
  const { t } = useTranslation('common');
  return (
    <Popover className={classNames(list.popover)} offset={4}>
      <Dialog className={classNames(styles.dialog)} aria-label={t('field.pickDate')}>
        {({ close }) => (
          <Calendar
            value={day(value)}
            {...(day(min) && { minValue: day(min) })}
            {...(day(max) && { maxValue: day(max) })}
            onChange={(picked) => {
              onPick(picked.toString());
              close();
            }}
          >
            <header className={classNames(styles.head)}>
              <Button slot="previous" className={classNames(buttonStyles.icon)}>
                <ChevronLeft aria-hidden />
              </Button>
              <CalendarHeading className={classNames(styles.heading)} />
              <Button slot="next" className={classNames(buttonStyles.icon)}>
                <ChevronRight aria-hidden />
              </Button>
            </header>
            <CalendarGrid className={classNames(styles.grid)}>
              <CalendarGridHeader>
                {(name) => (
                  <CalendarHeaderCell className={classNames(styles.weekday)}>{name}</CalendarHeaderCell>
                )}
              </CalendarGridHeader>
              <CalendarGridBody>
                {(date) => <CalendarCell date={date} className={classNames(styles.day)} />}
              </CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        )}
      </Dialog>
    </Popover>
  );
}
