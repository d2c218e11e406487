"""Pictures, videos and documents of offerings: accepted, made anew, kept in the object store, shown."""
