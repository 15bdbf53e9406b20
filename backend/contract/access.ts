/** Who may call an endpoint. `public` needs no principal at all; `user` needs one that may read and load; default is denied. */
export type Access = 'public' | 'user'
