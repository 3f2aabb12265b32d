// Sends a file as it is and tells how far it got, which fetch cannot.
import { ApiError, type Schemas } from '../../../shared/api.ts';
import { newId } from '../../../shared/once.ts';
import { lang, t } from '../../../shared/words.svelte.ts';

export type Import = Schemas['ImportView'];

export interface Upload { done: Promise<Import>; cancel: () => void }

export function upload(kind: string, file: File, progress: (sent: number, total: number) => void): Upload {
  const x = new XMLHttpRequest();
  const done = new Promise<Import>((resolve, reject) => {
    const failed = (code: string, message: string) => () => { reject(new ApiError(0, code, message)); };
    x.open('POST', `/api/v1/imports?${new URLSearchParams({ kind, name: file.name.normalize('NFC').slice(-200) })}`);
    x.setRequestHeader('Content-Type', 'application/octet-stream');
    x.setRequestHeader('Idempotency-Key', newId());
    x.setRequestHeader('Accept-Language', lang());
    x.responseType = 'json';
    x.timeout = 120_000;
    x.upload.onprogress = (e) => { progress(e.loaded, e.total); };
    x.onerror = failed('offline', t('error.offline'));
    x.ontimeout = failed('timeout', t('error.timeout'));
    x.onabort = failed('cancelled', t('error.cancelled'));
    x.onload = () => {
      if (x.status === 200) resolve(x.response as Import);
      else reject(refused(x.status, x.response as Partial<Schemas['Error']> | null));
    };
    x.send(file);
  });
  return { done, cancel: () => { x.abort(); } };
}

const refused = (status: number, e: Partial<Schemas['Error']> | null): ApiError =>
  new ApiError(status, e?.code ?? 'unreadable', e?.message ?? t('error.refused'), e?.request_id ?? '');
