# The lexicon, embedded as it is (models/README.md).
    .section .rodata
    .balign 64
    .global vocmap_lexicon
    .global vocmap_lexicon_end
vocmap_lexicon:
    .incbin "models/lexicon.vocmap"
vocmap_lexicon_end:
    .section .note.GNU-stack,"",@progbits
