/** The formats of pictures that mail programs show, by the ending of their files. */
const PICTURE_TYPES = ['png', 'jpg', 'gif', 'webp'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

export const MEDIA_TYPE_OF: Readonly<Record<PictureType, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** What the first bytes of a picture say. Width and height are in pixels. */
export interface PictureHeader {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
}

/** The path of a picture below the address of the API: `/api/v2/assets/{sha256}.{ending}`. */
export const ASSET_PATH = '/api/v2/assets';
const ASSET_NAME = new RegExp(`^([0-9a-f]{64})\\.(${PICTURE_TYPES.join('|')})$`);

/** The hash and the type in the name of a stored picture. `null`: it is no such name. */
export function readAssetName(name: string): { readonly sha256: string; readonly type: PictureType } | null {
  const [, sha256, ending] = ASSET_NAME.exec(name) ?? [];
  const type = PICTURE_TYPES.find((each) => each === ending);
  return sha256 === undefined || type === undefined ? null : { sha256, type };
}

/** Whether a path is that of a stored picture. */
export function isAssetPath(path: string): boolean {
  return path.startsWith(`${ASSET_PATH}/`) && readAssetName(path.slice(ASSET_PATH.length + 1)) !== null;
}
