/** What a person does before the channels can be opened. */
export const connecting = `1. In the **Google Cloud console** choose a project, open *APIs & Services > Library* and enable **Google Drive API**.
2. Set up the *OAuth consent screen*, and under *Credentials* create an OAuth client of the type *Web application*. Enter its id and secret in \`clientId\` and \`clientSecret\`.
3. Let the account whose files are to be watched grant \`https://www.googleapis.com/auth/drive.metadata.readonly\` with \`access_type=offline\` and \`prompt=consent\`, and enter the refresh token in \`refreshToken\`. A consent screen in the status *Testing* gives tokens that end after seven days.
4. Choose what is watched: everything (\`changes\`), shared drives (\`driveIds\`), single files and folders (\`fileIds\`).
5. Save: the channels are opened then. There is nothing to paste at Google: this server only has to be reachable by https under its public name.`

/** How to erase a person. */
export const erasing = `Drive has no call that erases a person. A target of the kind *user* is the permission id of one. With the scope \`drive\`, and a second person who confirms each deletion of a file:
1. Find the files: \`GET /drive/v3/files?q='ada@example.com' in owners or 'ada@example.com' in writers or 'ada@example.com' in readers&corpora=allDrives&includeItemsFromAllDrives=true&supportsAllDrives=true\`, with the person's address and each \`'\` in it as \`\\'\`; or search in Drive for \`owner:\` and \`to:\`.
2. Withdraw access: in *Share* remove the person, or \`DELETE /drive/v3/files/{file}/permissions/{permission}?supportsAllDrives=true\`. 404 means that it is done.
3. Files about the person: move them to the trash, which is emptied after 30 days, or delete them for ever (owner or organiser only). Look at names and descriptions as well: rename what speaks of the person and has to stay.
4. Delete the person's comments. A mark that there was one stays; authors of revisions and the activity log cannot be erased.
5. An account of your own organisation is deleted in the **Admin console > Users**; first transfer the files that have to stay.`
