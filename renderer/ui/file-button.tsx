import type { LucideIcon } from 'lucide-react';
import { useRef } from 'react';
import { Button } from './button';

export interface FileButtonProps {
  icon?: LucideIcon | undefined;
  /** Endings that can be chosen (".wegbuch"). */
  accept: string;
  isPending?: boolean | undefined;
  isDisabled?: boolean | undefined;
  children: string;
  onFile: (file: File) => void;
}

/** Chooses one file. The browser's own control would speak the language of the browser. */
export function FileButton({ icon, accept, isPending, isDisabled, children, onFile }: FileButtonProps) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        icon={icon}
        isPending={isPending ?? false}
        isDisabled={isDisabled ?? false}
        onPress={() => chooser.current?.click()}
      >
        {children}
      </Button>
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label={children}
        accept={accept}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          target.value = '';
          if (file) onFile(file);
        }}
      />
    </>
  );
}
