# The sentiment model, embedded as it is (models/README.md).
    .section .rodata
    .balign 64
    .global vocmap_sentiment
    .global vocmap_sentiment_end
vocmap_sentiment:
    .incbin "models/sentiment.vocmap"
vocmap_sentiment_end:
    .section .note.GNU-stack,"",@progbits
